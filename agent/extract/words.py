"""Ordinary words, folded: never a person's or a firm's name, nor by themselves a town."""

from __future__ import annotations

COMMON = frozenset(
    # articles, pronouns, prepositions, conjunctions
    "a o as os um uma uns umas de da do das dos em no na nos nas num numa por pelo pela pelos pelas pra pro pras pros"
    " para com sem sob sobre ate entre desde ao aos e ou mas nem se que porque pois quando como onde qual quais quem"
    " quanto quanta quantos quantas eu tu ele ela nos eles elas voce voces vc vcs ce me te lhe mim ti meu minha meus"
    " minhas seu sua seus suas nosso nossa nossos nossas esse essa esses essas este esta estes estas isso isto aquele"
    " aquela aquilo ai aqui la ali ca so mesmo mesma ja ainda agora hoje amanha ontem depois antes logo sempre nunca"
    " mais menos muito muita muitos muitas pouco pouca tudo todo toda todos todas nada nenhum nenhuma algum alguma"
    " alguns algumas outro outra outros outras cada tambem tb tbm assim entao ne tipo talvez apenas"
    # answers and courtesies
    " sim nao n s ss ok okay blz beleza certo certeza claro isso exato exatamente positivo negativo uhum aham opa oi ola"
    " oie oii alo ei eai bom boa dia tarde noite tarde bem obrigado obrigada obg vlw valeu grato grata favor pf pfv"
    " desculpa desculpe licenca amigo amiga moco moca chefe mestre querido querida senhor senhora sr sra gente pessoal"
    " tchau abraco abracos abs att atenciosamente show top perfeito otimo legal joia tranquilo pronto tmj rs kkk kk haha"
    # verbs
    " e eh era foi sou somos sao ser sendo fui estou esta estao estava ta to tou tava tem tenho temos ter tinha teria"
    " ha haver vou vai vamos vao ir indo ia quero quer queremos queria queremos querendo preciso precisa precisamos"
    " precisava precisando gostaria gostei pode posso podem podemos poderia consegue consigo conseguem sei sabe saber"
    " sabem acho acha pensei penso falo fala falar falando disse dizer diz digo digita mando manda mandar mandei mande"
    " envio envia enviar enviei passa passo passar passei faco faz fazem fazer fiz fez vende vendem vender vendo compro"
    " compra comprar comprei comprou trabalho trabalha trabalham trabalhar atende atendem atender chama chamo chamar"
    " liga ligar ligo espera espere esperar aguardo aguarde aguardando aguenta volto voltar vejo ver veja viu olha olhar"
    " da dar dei deu deixa deixe deixo ficar fica fico ficou pego pegar pega busco buscar retiro retirar quiser prefiro"
    " informar informo responder respondo entendi entender recebi receber recebeu chegou chegar pagar paguei pago"
    " confirma confirmo confirmar ajuda ajudar ajude falta faltou comigo contigo conosco desejo solicito solicitar"
    " existe tenta tentar usar uso serve servir quebrou errado errada certo acabou"
    # question words and things people ask for
    " preco precos valor valores quanto custa orcamento orcamentos cotacao cotar catalogo tabela frete prazo entrega"
    " entregam estoque pedido pedidos nota boleto boletos pix pagamento desconto duvida duvidas informacao informacoes"
    " ajuda atendimento atendente vendedor vendedora setor financeiro comercial compras suporte material materiais"
    " produto produtos aluminio perfil perfis chapa chapas barra barras peca pecas tubo tubos medida medidas quantidade"
    " metro metros quilo kg unidade unidades cor cores branco branca preto preta lista foto audio anexo arquivo numero"
    " telefone whatsapp zap email cnpj cpf cep endereco dado dados nome empresa empresas cidade pessoa fisica juridica pj"
    " cliente clientes casa obra loja rua bairro site link curriculo vaga emprego assunto problema reclamacao urgente"
    " particular consumidor final proprio propria revenda robo humano maquina bot ninguem algo coisa coisas vez vezes"
    " primeira segunda ultima momento minuto instante semana mes ano hora horas mae pai filho esposa marido mora moro"
    " serralheiro vidraceiro engenheiro arquiteto pedreiro autonomo mei motorista comprador compradora representante"
    " gerente dono dona proprietario socio funcionario responsavel novo nova novos novas bicho cara mano irmao depende"
    " qualquer tarde cedo tanto tanta caso alguem fone celular cel mensagem conversa".split()
)

TITLES = frozenset("sr sra seu dona dr dra doutor doutora eng engenheiro engenheira arq mestre prof professor".split())

TOWNS_LIKE_WORDS = frozenset(
    "aluminio barra barras telha portao prata ouro pedra marco arame cristal laje lajes areia porto cotia luz serra"
    " registro natal feliz bonito planalto central saude moeda oleo alegre alegria altos armazem arcos baixio bandeira"
    " barreira barro bagre bastos bananal baliza bicas cabeceiras cacador calcado caldas campanha capela capitao caridade"
    " casca cascavel castelo cedro chale chapada chaves choro coluna combinado comercinho conchas condado contagem"
    " coqueiral cordeiro corrente correntes cortes cruz cruzeiro cravinhos datas delta derrubadas descanso descoberto"
    " desterro diamante divino dobrada dormentes dourado doutor duas encantado encanto encruzilhada ermo escada esmeralda"
    " esperanca esplanada estacao esteio estiva estreito estrela extrema fama farol fartura ferros figueira flores"
    " floresta formiga formoso formosa fortuna fronteira fundao garca gloria granito granja gravata grossos harmonia"
    " horizonte imigrante independencia jacare jardim jaca joia juramento ladainha lagoa lapa laranjal leme liberdade"
    " linha lontra luminarias macieira machado madeiro malhada malta manga marcacao maravilha mata matinha milagres"
    " mirante missal modelo montanha monte morros nobres novais oliveira oratorios oriente ouvidor paciencia paineiras"
    " painel palma palmeira panelas panorama papagaios paraiso parelhas passagem passos patos patrocinio pavao peixe"
    " pendencias penha perdigao perdizes perdoes perola pescador piedade pilar pimenta pinhal pinhao pinheiro pinheiros"
    " placas pombos pontal pontao porteiras posse pote prado prainha prancha pranchita primavera princesa progresso"
    " promissao propria pureza quadra queimadas queimados quilombo raposa realeza recife recreio reduto redentora"
    " registro relvado remanso reserva resplendor riacho ribeira riqueza rochedo rodeio rolador rolante roseira roteiro"
    " sacramento sales salgado salto santana santo santos saudade saudades segredo sem serio serra serraria serrinha"
    " sobradinho sobrado socorro solidao sombrio sorriso sossego tabuleiro talisma tesouro tigrinhos timbo tiros toledo"
    " touros trindade triunfo trombas tubarao una uniao valente vargem varzea vassouras vazante vera vereda vertentes"
    " viadutos videira vigia virginia vitoria britania escada campo casa nova santa bom boa novo novas ponte capitolio"
    " selvagem extremo alto baixo breves brejo bueno buri campos central cristais diamantina tapera turvo equador colombia"
    " california panama palestina aurora angelica barao barracao batalha barrinha".split()
)
